import { NotBuilt } from '../ui/not-built.tsx';

export function TimelinePage() {
  return <NotBuilt title="Timeline" />;
}
