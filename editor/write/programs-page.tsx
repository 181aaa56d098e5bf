import { NotBuilt } from '../ui/not-built.tsx';

export function ProgramsPage() {
  return <NotBuilt title="Programs" />;
}
