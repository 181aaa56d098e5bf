import { NotBuilt } from '../ui/not-built.tsx';

export function DecisionsPage() {
  return <NotBuilt title="Decisions" />;
}
