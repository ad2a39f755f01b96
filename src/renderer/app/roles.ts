/**
 * Colour roles by scheme. Components use `var(--wf-<role>)` and never a palette shade: every text role keeps
 * 4.5:1 and every shape 3:1 against every surface of its scheme.
 */
export const ROLES = {
  canvas: ['#F4F6F8', '#0D1015'],
  surface: ['#FFFFFF', '#151A21'],
  raised: ['#FFFFFF', '#1D242E'],
  sunken: ['#E9EDF2', '#090B0F'],
  'row-hover': ['#EDF2F8', '#1E2733'],
  'row-selected': ['#DCE9FB', '#1B3252'],
  glow: ['#DDE1E7', '#2B333E'],
  'new-critical-tint': ['#FDECEC', '#331A1E'],
  'not-receiving-tint': ['#FBEAF7', '#2E1830'],
  /** Decoration only: it does not carry meaning. */
  hairline: ['#D5DAE1', '#2A323D'],

  text: ['#12161C', '#E9EDF3'],
  'text-secondary': ['#434C59', '#B4BECB'],
  'text-tertiary': ['#535D6B', '#9AA5B4'],
  'control-border': ['#7A8492', '#7C8897'],
  focus: ['#0B5CD5', '#6CB2FF'],
  link: ['#0B57C4', '#7DBBFF'],

  critical: ['#B80F1C', '#FF7B7B'],
  high: ['#A83A00', '#FF9A5C'],
  warning: ['#7A5000', '#F3C64B'],
  info: ['#1A58B0', '#79B8FF'],
  unset: ['#515B69', '#A3AEBC'],

  acknowledged: ['#06616B', '#4CCFD8'],
  /** Proved just now: the live dot, a resolved event. */
  proved: ['#146234', '#5FD08D'],
  suppressed: ['#515B69', '#A3AEBC'],
  flapping: ['#6C33A3', '#CBA2F5'],
  'not-receiving': ['#85136F', '#F593E6'],
  caution: ['#5C3D00', '#F3C64B'],

  'critical-fill': ['#B80F1C', '#FF7B7B'],
  'on-critical': ['#FFFFFF', '#2A0004'],
  'not-receiving-fill': ['#7A1169', '#7A1169'],
  'on-not-receiving': ['#FFFFFF', '#FFFFFF'],
  'not-receiving-edge': ['#7A1169', '#F593E6'],
  'caution-fill': ['#FFF3D1', '#2E2408'],
  'primary-fill': ['#0B5CD5', '#1E63C8'],
  'on-primary': ['#FFFFFF', '#FFFFFF'],
  'tooltip-fill': ['#12161C', '#E9EDF3'],
  'on-tooltip': ['#FFFFFF', '#12161C'],
} as const satisfies Record<string, readonly [light: string, dark: string]>

/** The roles of one scheme as CSS variables. */
export function roleVariables(scheme: 'light' | 'dark'): Record<`--${string}`, string> {
  const index = scheme === 'light' ? 0 : 1
  return Object.fromEntries(Object.entries(ROLES).map(([role, colours]) => [`--wf-${role}`, colours[index]]))
}
