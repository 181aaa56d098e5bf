import { Combobox, Textarea, useCombobox } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { FieldCompletion } from '../../language/complete-field.ts';
import { useDraftLanguage } from '../language/use-language.ts';
import { useForm } from './form-context.ts';
import styles from './formula-input.module.css';
import { useLate } from './use-late.ts';

interface Props {
  readonly value: string;
  readonly onSettle: (formula: string) => void;
  /** Of the formula, in the form's file. */
  readonly path: readonly (string | number)[];
  readonly label: string;
  readonly description?: string | undefined;
  readonly error?: string | undefined;
  readonly rightSection?: ReactNode;
}

const MOST = 60;

/** A formula as it is typed: facts, bands and functions are offered for the word at the cursor, as they are in the text. */
export function FormulaInput({ value, onSettle, path, label, description, error, rightSection }: Props) {
  const { file, isReadOnly } = useForm();
  const language = useDraftLanguage();
  const late = useLate(value, onSettle);
  const [offered, offer] = useState<readonly FieldCompletion[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const asked = useRef(0);
  const list = useCombobox({ onDropdownClose: () => list.resetSelectedOption() });

  const ask = async (text: string, cursor: number): Promise<void> => {
    asked.current += 1;
    const question = asked.current;
    const found = await language?.completeField({ file, path: path.map(String), text }, cursor).catch(() => []);
    if (question !== asked.current || document.activeElement !== field.current) return;
    offer(found?.slice(0, MOST) ?? []);
    if (found === undefined || found.length === 0) return list.closeDropdown();
    list.openDropdown();
    // once they are there
    requestAnimationFrame(() => list.selectFirstOption());
  };
  const close = (): void => {
    asked.current += 1;
    list.closeDropdown();
  };
  const take = (index: number): void => {
    const { current } = field;
    const taken = offered[index];
    if (current === null || taken === undefined) return;
    const { start, end, insert, select } = taken;
    const text = current.value.slice(0, start) + insert + current.value.slice(end);
    // written at once: a cursor that is set in the next picture is set behind the back of whoever types on
    flushSync(() => {
      late.change(text);
      close();
    });
    current.focus();
    current.setSelectionRange(start + select.start, start + select.end);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      void ask(event.currentTarget.value, event.currentTarget.selectionStart);
    } else if (list.dropdownOpened && event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (list.dropdownOpened && (event.key === 'Tab' || event.key === 'Enter')) {
      event.preventDefault();
      // whoever is quicker than the screen means the first
      take(Math.max(0, list.getSelectedOptionIndex()));
    } else if (list.dropdownOpened && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) close();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      late.settle();
    }
  };
  return (
    <Combobox
      store={list}
      onOptionSubmit={(index) => take(Number(index))}
      position="bottom-start"
      width={380}
      withinPortal={false}
      middlewares={{ flip: true, shift: true }}
    >
      <Combobox.Target withKeyboardNavigation={list.dropdownOpened} autoComplete="off">
        <Textarea
          ref={field}
          label={label}
          description={description}
          // a word that is being looked for is no fault yet
          error={list.dropdownOpened ? undefined : error}
          value={late.typed ?? value}
          readOnly={isReadOnly}
          autosize
          minRows={1}
          maxRows={8}
          spellCheck={false}
          classNames={{ input: styles.input ?? '' }}
          rightSection={rightSection}
          onChange={({ currentTarget }) => {
            const { value: text, selectionStart } = currentTarget;
            late.change(text);
            if (/[\w.?"]/.test(text.charAt(selectionStart - 1))) void ask(text, selectionStart);
            else close();
          }}
          onKeyDownCapture={onKeyDown}
          onBlur={() => {
            close();
            late.settle();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={260} className={styles.options ?? ''} aria-label={`What may stand in ${label}`}>
          {offered.map((each, index) => (
            <Combobox.Option key={`${each.label} ${each.insert}`} value={String(index)} className={styles.option ?? ''}>
              <span className={styles.label}>{each.label}</span>
              {each.detail !== undefined && <span className={styles.detail}>{each.detail}</span>}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
