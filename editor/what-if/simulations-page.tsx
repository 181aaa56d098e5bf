import { NotBuilt } from '../ui/not-built.tsx';

export function SimulationsPage() {
  return <NotBuilt title="What if" />;
}
