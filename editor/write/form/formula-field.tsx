import { ActionIcon, Menu, ScrollArea, Text, Tooltip } from '@mantine/core';
import { IconMathFunction } from '@tabler/icons-react';
import { FORMULA_FUNCTIONS } from '../../../server/engine/formula/model.ts';
import { MONOSPACE } from '../../app/theme.ts';
import type { Path } from '../json.ts';
import { useForm } from './form-context.ts';
import styles from './formula-field.module.css';
import { FormulaInput } from './formula-input.tsx';
import { BandsCurve } from './numbers/bands-curve.tsx';
import { useFault } from './use-fault.ts';

interface Props {
  readonly value: string;
  readonly onChange: (formula: string) => void;
  readonly path: Path;
  readonly label: string;
  readonly description?: string | undefined;
}

/** A formula in its own field; bands that it speaks of stand below, drawn. */
export function FormulaField({ value, onChange, path, label, description }: Props) {
  const { names, isReadOnly, go } = useForm();
  const bands = [...new Set([...value.matchAll(/parameter\.(\w+)/g)].map(([, name = '']) => name))].filter((name) => name in names.bands);
  return (
    <div className={styles.field} style={{ '--formula-font': MONOSPACE } as React.CSSProperties}>
      <FormulaInput
        label={label}
        description={description}
        value={value}
        onSettle={onChange}
        path={path}
        error={useFault(path)}
        rightSection={isReadOnly ? undefined : <Insert insert={(text) => onChange(value === '' ? text : `${value} ${text}`)} />}
      />
      {bands.map((name) => {
        const parameter = names.bands[name];
        return parameter === undefined ? null : (
          <button key={name} type="button" className={styles.bands} onClick={() => go('parameter', name)}>
            <BandsCurve parameter={parameter} currency={names.currency} height={54} />
            <Text span size="xs" c="dimmed">
              {name}
            </Text>
          </button>
        );
      })}
    </div>
  );
}

/** Words for the end of the formula, for whoever doesn't know them by heart. */
function Insert({ insert }: { readonly insert: (text: string) => void }) {
  const { names } = useForm();
  const facts = [...names.catalogue.facts.keys()];
  const groups = ['parameter', 'measure', 'before', 'derived', 'deal'] as const;
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Tooltip label="Facts and functions">
          <ActionIcon size="sm" aria-label="Insert a fact or a function">
            <IconMathFunction size={15} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={320}>
          <Menu.Label>Functions</Menu.Label>
          {FORMULA_FUNCTIONS.map((name) => (
            <Menu.Item key={name} onClick={() => insert(`${name}()`)}>
              {name}
            </Menu.Item>
          ))}
          {Object.keys(names.bands).length > 0 && <Menu.Label>Bands</Menu.Label>}
          {Object.keys(names.bands).map((name) => (
            <Menu.Item key={name} onClick={() => insert(`parameter.${name}`)}>
              parameter.{name}
            </Menu.Item>
          ))}
          {groups.map((group) => (
            <div key={group}>
              <Menu.Label>{group}</Menu.Label>
              {facts
                .filter((name) => name.startsWith(`${group}.`))
                .map((name) => (
                  <Menu.Item key={name} onClick={() => insert(name)}>
                    {name}
                  </Menu.Item>
                ))}
            </div>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
