import { type CSSVariablesResolver, createTheme } from '@mantine/core'
import { roleVariables } from './roles.ts'

/** The head of a dialog is a `header` without being one of the page. */
const NO_BANNER = { header: { role: 'presentation' } } as const

/** The look of every Mantine widget; what it does not cover is in `global.css` and the roles. */
export const theme = createTheme({
  primaryColor: 'watch',
  primaryShade: { light: 6, dark: 7 },
  colors: {
    watch: [
      '#EAF2FE',
      '#D0E1FB',
      '#A6C8F8',
      '#79ADF3',
      '#4F93EE',
      '#2A78E4',
      '#0B5CD5',
      '#1E63C8',
      '#0B4BAD',
      '#083A86',
    ],
  },
  autoContrast: true,
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '6px', xl: '6px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '18px', md: '20px', lg: '24px', xl: '28px' },
  headings: { fontWeight: '600' },
  components: {
    Input: { vars: () => ({ wrapper: { '--input-bd': 'var(--wf-control-border)' } }) },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
    // What fades away is still there: keys that are pressed meanwhile would go nowhere.
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 0 }, attributes: NO_BANNER } },
    Drawer: { defaultProps: { transitionProps: { duration: 0 }, attributes: NO_BANNER } },
    // Their place in the document is where they open, so that whoever hears the page finds them there.
    Menu: {
      defaultProps: {
        transitionProps: { duration: 0 },
        shadow: 'md',
        withinPortal: false,
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { transitionProps: { duration: 0 }, shadow: 'md', withinPortal: false } },
  },
})

/** Publishes the roles as `--wf-*` and paints Mantine's own variables with them. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...roleVariables('light'), ...WIDGETS },
  dark: { ...roleVariables('dark'), ...WIDGETS },
})

const WIDGETS = {
  '--mantine-color-body': 'var(--wf-raised)',
  '--mantine-color-text': 'var(--wf-text)',
  '--mantine-color-bright': 'var(--wf-text)',
  '--mantine-color-dimmed': 'var(--wf-text-secondary)',
  '--mantine-color-placeholder': 'var(--wf-text-tertiary)',
  '--mantine-color-anchor': 'var(--wf-link)',
  '--mantine-color-error': 'var(--wf-critical)',
  '--mantine-color-default': 'var(--wf-raised)',
  '--mantine-color-default-hover': 'var(--wf-row-hover)',
  '--mantine-color-default-color': 'var(--wf-text)',
  '--mantine-color-default-border': 'var(--wf-control-border)',
  '--mantine-color-disabled': 'var(--wf-sunken)',
  '--mantine-color-disabled-color': 'var(--wf-text-tertiary)',
  '--mantine-color-disabled-border': 'var(--wf-hairline)',
  '--mantine-primary-color-filled': 'var(--wf-primary-fill)',
} as const
