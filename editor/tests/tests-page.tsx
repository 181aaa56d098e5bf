import { NotBuilt } from '../ui/not-built.tsx';

export function TestsPage() {
  return <NotBuilt title="Tests" />;
}
