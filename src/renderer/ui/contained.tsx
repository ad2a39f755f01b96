import { Component, type ErrorInfo, type ReactNode } from 'react'

export interface ContainedProps {
  /** What it is, as the person would call it: "The timeline". */
  readonly what: string
  readonly children: ReactNode
}

/** Keeps a fault in one part of the screen from taking the list away. */
export class Contained extends Component<ContainedProps, { readonly error: Error | null }> {
  override state = { error: null as Error | null }

  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`${this.props.what} failed`, error, info.componentStack)
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <p role="alert" style={{ margin: 0, padding: 8 }}>
        {this.props.what} failed and is not shown. The rest goes on.{' '}
        <button type="button" onClick={() => this.setState({ error: null })}>
          Show it again
        </button>
      </p>
    )
  }
}
