import { Textarea, TextInput, type TextInputProps } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useLate } from './use-late.ts';

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
  const { typed, change, settle } = useLate(value, onSettle);
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
