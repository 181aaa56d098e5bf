import { NotBuilt } from '../ui/not-built.tsx';

export function ProgramPage() {
  return <NotBuilt title="Program" />;
}
