import { Select } from '@mantine/core';

interface Props {
  readonly label: string;
  readonly value: string | undefined;
  readonly among: readonly (string | { readonly value: string; readonly label: string })[];
  readonly change: (value: string) => void;
  readonly width?: number;
}

/** One of a few values, or any. */
export function FilterChoice({ label, value, among, change, width = 150 }: Props) {
  return (
    <Select
      label={label}
      placeholder="Any"
      data={among}
      value={value ?? null}
      onChange={(chosen) => change(chosen ?? '')}
      clearable
      clearButtonProps={{ 'aria-label': `Any ${label.toLowerCase()}` }}
      w={width}
    />
  );
}
