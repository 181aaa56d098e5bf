import { NotBuilt } from '../ui/not-built.tsx';

export function AccessPage() {
  return <NotBuilt title="People and keys" />;
}
