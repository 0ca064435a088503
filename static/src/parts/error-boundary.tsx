import { Component, type ReactNode } from 'react';
import { FailureMessage } from './failure-message';

/** Shows a bug in a page, or a part of it that could not be loaded, as a message, not as a blank frame. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { text: string | null }> {
  override state: { text: string | null } = { text: null };

  static getDerivedStateFromError(error: unknown): { text: string } {
    return { text: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.text === null) return this.props.children;
    return (
      <FailureMessage
        failure={{ code: 'bug', text: this.state.text, values: {}, retryable: true, retryAfterMs: null }}
        onRetry={() => window.location.reload()}
      />
    );
  }
}
