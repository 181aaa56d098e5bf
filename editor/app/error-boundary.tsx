import { Component, type ReactNode } from 'react';
import { PageError } from './page-error.tsx';

interface Props {
  readonly children: ReactNode;
}

/** The last resort: what no page has caught. Nothing that was saved is lost. */
export class ErrorBoundary extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <PageError error={this.state.error} again={() => this.setState({ error: undefined })} />;
  }
}
