import { NotBuilt } from '../ui/not-built.tsx';

export function SubmissionPage() {
  return <NotBuilt title="Submission" />;
}
