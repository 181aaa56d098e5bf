import { NotBuilt } from '../ui/not-built.tsx';

export function AuditPage() {
  return <NotBuilt title="Audit trail" />;
}
