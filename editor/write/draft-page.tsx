import { NotBuilt } from '../ui/not-built.tsx';

export function DraftPage() {
  return <NotBuilt title="Draft" />;
}
