import type { FeedFile, Statement } from './statement.ts'

/** What loads an update and puts it in place, once it was decided that it may. */
export interface Updater {
  /** Loads one file of a statement whose signature was checked; answers where it is. */
  readonly load: (wanted: {
    readonly statement: Statement
    readonly file: FeedFile
    /** The folder that its name is in. */
    readonly feed: URL
    readonly onPercent: (percent: number) => void
  }) => Promise<string>
  /** Puts what was loaded in place and has it started; false when it could not. The app then has to end at once. */
  readonly install: () => boolean
}
