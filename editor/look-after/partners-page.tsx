import { NotBuilt } from '../ui/not-built.tsx';

export function PartnersPage() {
  return <NotBuilt title="Partners" />;
}
