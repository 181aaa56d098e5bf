import { IconMapOff } from '@tabler/icons-react';
import { EmptyState } from '../ui/states.tsx';
import { address } from './addresses.ts';
import { PageLink } from './page-link.tsx';

export function NotFound() {
  return (
    <EmptyState icon={IconMapOff} title="There is no page at this address" action={<PageLink to={address('home')}>All programs</PageLink>}>
      It may have moved, or the link was cut short.
    </EmptyState>
  );
}
