import { NotBuilt } from '../ui/not-built.tsx';

export function PartnerPage() {
  return <NotBuilt title="Partner" />;
}
