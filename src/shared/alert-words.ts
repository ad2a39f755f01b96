import {
  type Alert,
  alertName,
  firstSeen,
  groupLabels,
  isBlank,
  type LabelSet,
  type Level,
} from '@watchfloor/contract'
import { told } from './told.ts'

/** A level by its name. */
export const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  critical: 'Critical',
  high: 'High',
  warning: 'Warning',
  info: 'Info',
  unset: 'Unset',
}

/** The longest text that is shown in a line, characters: of a longer one the beginning. */
const LONGEST = 500

/** A text of somebody else's for one line: its beginning, with nothing hidden in it. */
export function lineOf(text: string): string {
  return told(text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`)
}

/** What an alert goes by, as it may be shown. */
export function nameOf(alert: Pick<Alert, 'alertname'>): string {
  return lineOf(alertName(alert))
}

/** `Critical · PaymentsDown`; a drill says that it is one. */
export function titleOf(alert: Pick<Alert, 'alertname' | 'labels' | 'level'>): string {
  return `${drillMark(alert)}${LEVEL_NAMES[alert.level]} · ${nameOf(alert)}`
}

/** Stands before everything that is said of an alert which was only sent to see whether it arrives. */
export function drillMark({ labels }: Pick<Alert, 'labels'>): string {
  return labels.test === 'true' ? 'TEST · ' : ''
}

/** What happened, in the sender's words on one line; empty when it gave none. */
export function summaryOf({ annotations }: Pick<Alert, 'annotations'>): string {
  const { summary, message, description } = annotations
  const text = (firstSeen(summary, message, description) ?? '').slice(0, 4 * LONGEST)
  return lineOf(text.replace(/\s+/g, ' ').trim())
}

/** A label shown by its value, as it may be shown. */
export interface Place {
  readonly label: string
  readonly value: string
}

/** Labels that tell hosts apart, in the order people look for them. */
export const HOSTS: readonly string[] = ['instance', 'host', 'hostname', 'node', 'pod', 'device']
/** Labels that say where something is, the widest first. */
const WIDEST_FIRST = ['cluster', 'namespace', 'service', 'job', 'instance', 'pod']

/** Where an alert is: its cluster, then what owns it; of one that has neither, the host. */
export function placesOf(labels: LabelSet): readonly Place[] {
  const { alertname: _name, ...owners } = groupLabels(labels)
  const owned = among(labels, Object.keys(owners))
  return owned.length > 0 ? owned : among(labels, HOSTS).slice(0, 1)
}

/** The same in a line of text; empty where nothing is known. */
export function whereOf({ labels }: Pick<Alert, 'labels'>): string {
  return placesOf(labels)
    .map(({ value }) => value)
    .join(' ')
}

/** All that says where an alert is, for places with room. */
export function fullWhereOf({ labels }: Pick<Alert, 'labels'>): string {
  return among(labels, WIDEST_FIRST)
    .map(({ value }) => value)
    .join(' · ')
}

/** Where and what, `eu-1 checkout: 5xx at 12.4 %`; without what is not known. */
export function whereAndWhat(alert: Pick<Alert, 'labels' | 'annotations'>): string {
  return [whereOf(alert), summaryOf(alert)].filter(Boolean).join(': ')
}

function among(labels: LabelSet, names: readonly string[]): readonly Place[] {
  return names.flatMap((label) => {
    const value = labels[label]
    return value === undefined || isBlank(value) ? [] : [{ label, value: lineOf(value) }]
  })
}
