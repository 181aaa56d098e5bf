import { TextInput } from '@mantine/core';
import { useState } from 'react';

interface Props {
  readonly name: string;
  readonly rename: (name: string) => void;
  readonly leave: () => void;
}

/** Another name, by Enter; Escape leaves it. */
export function RenamePart({ name, rename, leave }: Props) {
  const [typed, setTyped] = useState(name);
  return (
    <TextInput
      aria-label="New name"
      value={typed}
      autoFocus
      size="sm"
      w={260}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={leave}
      onKeyDown={({ key }) => {
        if (key === 'Enter' && typed.trim() !== '') rename(typed.trim());
        if (key === 'Escape') leave();
      }}
    />
  );
}
