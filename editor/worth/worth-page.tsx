import { NotBuilt } from '../ui/not-built.tsx';

export function WorthPage() {
  return <NotBuilt title="Worth" />;
}
