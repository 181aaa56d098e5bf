import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';

interface Props {
  readonly label: string;
  readonly value: string | undefined;
  readonly change: (value: string) => void;
  readonly placeholder?: string;
  readonly type?: 'text' | 'date';
  readonly width?: number;
}

const PAUSE_MS = 300;

/** A text that a list is asked by: after a pause, not with each key. */
export function FilterText({ label, value = '', change, placeholder = 'Any', type = 'text', width = 150 }: Props) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  // where the address changed by itself, by going back
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => change(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <TextInput
      label={label}
      type={type}
      placeholder={placeholder}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      w={width}
    />
  );
}
