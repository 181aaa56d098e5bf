import { NotBuilt } from '../ui/not-built.tsx';

export function NewSimulationPage() {
  return <NotBuilt title="New simulation" />;
}
