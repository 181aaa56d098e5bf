import { NotBuilt } from '../ui/not-built.tsx';

export function RegistrationsPage() {
  return <NotBuilt title="Waiting" />;
}
