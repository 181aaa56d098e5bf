import { Input } from '@mantine/core';
import type { Path } from '../json.ts';
import { useFault } from './use-fault.ts';

/** Under a field: what the checks say of what stands in it. */
export function Fault({ path }: { readonly path: Path }) {
  const fault = useFault(path);
  return fault === undefined ? null : <Input.Error mt={4}>{fault}</Input.Error>;
}
