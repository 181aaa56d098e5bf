import { NotBuilt } from '../ui/not-built.tsx';

export function SimulationPage() {
  return <NotBuilt title="Simulation" />;
}
