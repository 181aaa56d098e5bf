import { Badge } from '@mantine/core';
import type { Import } from './queries.ts';

const COLORS: Readonly<Record<Import['state'], string>> = { running: 'blue', done: 'pine', failed: 'red' };

export const ImportState = ({ state }: Pick<Import, 'state'>) => <Badge color={COLORS[state]}>{state}</Badge>;
