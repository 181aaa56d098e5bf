import { Textarea, TextInput, type TextInputProps } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

interface Props {
  readonly value: string;
  /** Called when the field is left, with Enter, or after a pause, so that each keystroke isn't an edit of its own. */
  readonly onSettle: (value: string) => void;
  readonly label?: string;
  readonly ariaLabel?: string;
  readonly description?: string | undefined;
  readonly isReadOnly?: boolean;
  readonly type?: 'text' | 'date';
  readonly placeholder?: string;
  readonly className?: string | undefined;
  readonly rightSection?: TextInputProps['rightSection'];
  readonly error?: string | undefined;
  readonly w?: number | string;
  /** Several lines. */
  readonly isLong?: boolean;
  readonly isFigure?: boolean;
}

const PAUSE_MS = 400;

/** A field that settles: what is typed is shown at once, and written after a pause. */
export function LateInput(props: Props) {
  const {
    value,
    onSettle,
    label,
    ariaLabel,
    description,
    isReadOnly = false,
    type = 'text',
    isLong = false,
    isFigure = false,
    w,
    className,
    ...rest
  } = props;
  const [typed, setTyped] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ typed, value, onSettle });
  latest.current = { typed, value, onSettle };
  const settle = (): void => {
    clearTimeout(timer.current);
    const { typed: text, value: before, onSettle: tell } = latest.current;
    if (text !== undefined && text !== before) tell(text);
    setTyped(undefined);
  };
  // what was typed is not lost with the form that it was typed into
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      const { typed: text, value: before, onSettle: tell } = latest.current;
      if (text !== undefined && text !== before) tell(text);
    },
    [],
  );
  const change = (text: string): void => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const { value: before, onSettle: tell } = latest.current;
      if (text !== before) tell(text);
    }, PAUSE_MS);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      settle();
    }
  };
  const common = {
    value: typed ?? value,
    onBlur: settle,
    onKeyDown,
    readOnly: isReadOnly,
    ...(label !== undefined && { label }),
    ...(ariaLabel !== undefined && { 'aria-label': ariaLabel }),
    ...(description !== undefined && { description }),
    ...(w !== undefined && { w }),
    ...(className !== undefined && { classNames: { input: className } }),
    ...rest,
  };
  if (isLong)
    return <Textarea {...common} autosize minRows={1} maxRows={8} onChange={({ currentTarget }) => change(currentTarget.value)} />;
  return (
    <TextInput
      {...common}
      type={type}
      {...(isFigure && { inputMode: 'decimal', styles: { input: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } } })}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}
