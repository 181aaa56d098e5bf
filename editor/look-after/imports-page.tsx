import { NotBuilt } from '../ui/not-built.tsx';

export function ImportsPage() {
  return <NotBuilt title="Imports" />;
}
