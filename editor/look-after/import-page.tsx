import { NotBuilt } from '../ui/not-built.tsx';

export function ImportPage() {
  return <NotBuilt title="Import" />;
}
