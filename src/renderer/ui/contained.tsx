import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Failed } from './failed.tsx'

export interface ContainedProps {
  /** What it is, as the person would call it: "The timeline". */
  readonly what: string
  readonly children: ReactNode
  /** Stands in its place; what failed, with all details, unless given. */
  readonly instead?: (failed: ReactNode) => ReactNode
}

interface State {
  readonly error: Error | null
  readonly where: string
}

/** Keeps a fault in one part of the screen from taking the rest away. */
export class Contained extends Component<ContainedProps, State> {
  override state: State = { error: null, where: '' }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`${this.props.what} failed`, error, info.componentStack)
    this.setState({ where: info.componentStack ?? '' })
  }

  override render(): ReactNode {
    const { error, where } = this.state
    const { what, children, instead } = this.props
    if (error === null) return children
    const again = (): void => this.setState({ error: null, where: '' })
    const failed = <Failed what={what} error={error} where={where} onAgain={again} />
    return instead === undefined ? failed : instead(failed)
  }
}
