import { NotBuilt } from '../ui/not-built.tsx';

export function RegistrationPage() {
  return <NotBuilt title="Registration" />;
}
