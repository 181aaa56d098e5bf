import { NotBuilt } from '../ui/not-built.tsx';

export function DecisionPage() {
  return <NotBuilt title="Decision" />;
}
