import { configure } from '@testing-library/react'

// A second is not always enough on a machine that is busy; the test's own time ends what hangs.
configure({ asyncUtilTimeout: 20_000 })
