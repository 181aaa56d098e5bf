import { ActionIcon, Group, ScrollArea, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconPlus, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useMemo, useState } from 'react';
import { GROUP_WORDS } from '../form/words.ts';
import { PART_KINDS, type Part, type PartKind, partId } from '../outline.ts';
import styles from './part-tree.module.css';

interface Props {
  readonly parts: readonly Part[];
  readonly selected: string | undefined;
  /** By the id of the part: how many errors are in it. */
  readonly faults: ReadonlyMap<string, number>;
  /** Names of rules that no scenario makes hold. */
  readonly untried: ReadonlySet<string>;
  readonly onSelect: (part: Part) => void;
  /** Missing: nothing can be added. */
  readonly onAdd?: (kind: PartKind) => void;
}

/** The parts of the program, by what they do. */
export const PartTree = memo(function PartTree({ parts, selected, faults, untried, onSelect, onAdd }: Props) {
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<ReadonlySet<PartKind>>(() => new Set(['partnerType', 'tier', 'incentive', 'parameter']));
  const groups = useMemo(() => grouped(parts, filter), [parts, filter]);
  const program = parts.find(({ kind }) => kind === 'program');
  const toggle = (kind: PartKind): void => {
    const next = new Set(open);
    if (!next.delete(kind)) next.add(kind);
    setOpen(next);
  };
  return (
    <nav className={styles.tree} aria-label="Parts of the program" onKeyDown={moveFocus}>
      <TextInput
        aria-label="Find a part"
        placeholder="Find a part"
        leftSection={<IconSearch size={14} />}
        value={filter}
        onChange={({ currentTarget }) => setFilter(currentTarget.value)}
        className={styles.search ?? ''}
      />
      <ScrollArea className={styles.scroll ?? ''} type="auto" scrollbarSize={8}>
        {program !== undefined && filter === '' && (
          <Leaf
            part={program}
            label="About the program"
            isSelected={partId(program) === selected}
            faults={faults.get(partId(program)) ?? 0}
            isUntried={false}
            onSelect={onSelect}
          />
        )}
        {groups.map(([kind, list]) => {
          const isOpen = open.has(kind) || filter !== '';
          const wrong = list.reduce((sum, part) => sum + (faults.get(partId(part)) ?? 0), 0);
          return (
            <section key={kind}>
              <Group gap={0} wrap="nowrap" className={styles.group ?? ''}>
                <UnstyledButton className={styles.toggle} aria-expanded={isOpen} onClick={() => toggle(kind)} data-row>
                  <IconChevronRight size={13} className={styles.chevron} aria-hidden />
                  <span className={styles.label}>{GROUP_WORDS[kind]}</span>
                  {wrong > 0 && !isOpen && <Faults count={wrong} />}
                  <span className={styles.count}>{list.length}</span>
                </UnstyledButton>
                {onAdd !== undefined && isAddable(kind) && (
                  <Tooltip label={`Add to ${GROUP_WORDS[kind].toLowerCase()}`}>
                    <ActionIcon
                      size="sm"
                      className={styles.add ?? ''}
                      aria-label={`Add to ${GROUP_WORDS[kind].toLowerCase()}`}
                      onClick={() => onAdd(kind)}
                    >
                      <IconPlus size={13} />
                    </ActionIcon>
                  </Tooltip>
                )}
              </Group>
              {isOpen &&
                list.map((part) => {
                  const id = partId(part);
                  return (
                    <Leaf
                      key={id}
                      part={part}
                      label={part.name}
                      isSelected={id === selected}
                      faults={faults.get(id) ?? 0}
                      isUntried={RULES.has(kind) && untried.has(part.name)}
                      onSelect={onSelect}
                    />
                  );
                })}
            </section>
          );
        })}
        {groups.length === 0 && <p className={styles.none}>Nothing goes by that name.</p>}
      </ScrollArea>
    </nav>
  );
});

/** What a scenario may make hold. */
const RULES: ReadonlySet<PartKind> = new Set([
  'enrollment',
  'tier',
  'benefit',
  'gate',
  'registration',
  'routing',
  'incentive',
  'mdf',
  'obligation',
]);

interface LeafProps {
  readonly part: Part;
  readonly label: string;
  readonly isSelected: boolean;
  readonly faults: number;
  readonly isUntried: boolean;
  readonly onSelect: (part: Part) => void;
}

const Leaf = memo(function Leaf({ part, label, isSelected, faults, isUntried, onSelect }: LeafProps) {
  return (
    <button
      type="button"
      className={styles.leaf}
      data-selected={isSelected || undefined}
      aria-current={isSelected ? 'true' : undefined}
      onClick={() => onSelect(part)}
      title={part.description}
      data-row
    >
      <span className={styles.label}>{label}</span>
      {isUntried && (
        <span className={styles.untried} title="No scenario makes this rule hold">
          <span className="visually-hidden"> no scenario</span>
        </span>
      )}
      {faults > 0 && <Faults count={faults} />}
    </button>
  );
});

function Faults({ count }: { readonly count: number }) {
  return (
    <span className={styles.faults}>
      {count}
      <span className="visually-hidden"> {count === 1 ? 'error' : 'errors'}</span>
    </span>
  );
}

function grouped(parts: readonly Part[], filter: string): readonly (readonly [PartKind, readonly Part[]])[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = parts.filter(({ name, description = '' }) => {
    const text = `${name} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return PART_KINDS.flatMap((kind) => {
    const list = kind === 'program' ? [] : found.filter((part) => part.kind === kind);
    return list.length === 0 && (filter !== '' || !isAlwaysShown(kind)) ? [] : [[kind, list] as const];
  });
}

/** Shown though there are none: a program without them is a program that lacks them. */
const isAlwaysShown = (kind: PartKind): boolean =>
  ['partnerType', 'tier', 'gate', 'incentive', 'parameter', 'measure', 'scenario'].includes(kind);

const isAddable = (kind: PartKind): boolean => kind !== 'program' && kind !== 'scenario' && kind !== 'exclusion';

/** Up and down through what is shown, as in a list. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const here = rows.indexOf(document.activeElement as HTMLElement);
  if (here < 0) return;
  event.preventDefault();
  rows[here + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}
