import { IconHammer } from '@tabler/icons-react';
import { PageHeader } from './page-header.tsx';
import { EmptyState } from './states.tsx';

/** Of a page that isn't built. It says so, and nothing else. */
export function NotBuilt({ title }: { readonly title: string }) {
  return (
    <>
      <PageHeader title={title} />
      <EmptyState icon={IconHammer} title="This page is not built">
        The server answers all of it already; its interface is described under /docs.
      </EmptyState>
    </>
  );
}
