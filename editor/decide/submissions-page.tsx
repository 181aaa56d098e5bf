import { NotBuilt } from '../ui/not-built.tsx';

export function SubmissionsPage() {
  return <NotBuilt title="Submissions" />;
}
