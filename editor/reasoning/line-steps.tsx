import { FormulaSteps } from './formula-steps.tsx';
import type { LineStep } from './model.ts';
import styles from './reasoning.module.css';

/** How a line's amount came about, step by step. */
export function LineSteps({ steps }: { readonly steps: readonly LineStep[] }) {
  return (
    <ol className={styles.lineSteps}>
      {steps.map((step, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line's steps are known by their place
        <li key={place}>
          <div>
            <b>{titleOf(step)}</b> <span className="figures">{wordsOf(step)}</span>
          </div>
          {'formula' in step && step.formula !== undefined && <FormulaSteps formula={step.formula} />}
        </li>
      ))}
    </ol>
  );
}

const TITLES: Readonly<Record<LineStep['step'], string>> = {
  amount: 'Amount',
  floor: 'At least',
  cap: 'At most',
  excluded: 'Excluded',
  outbid: 'Outbid',
  'stack-cap': 'Cap of the stack',
  budget: 'Budget',
  rounding: 'Rounded',
  reversal: 'Taken back',
  balance: 'Balance',
};

const titleOf = ({ step }: LineStep): string => TITLES[step];

function wordsOf(step: LineStep): string {
  switch (step.step) {
    case 'amount':
      return step.exact;
    case 'floor':
      return step.applied ? `raises it to ${step.exact}` : 'changes nothing';
    case 'cap':
      return step.applied ? `${step.remaining} remains: ${step.exact}` : `${step.remaining} remains, changes nothing`;
    case 'excluded':
      return `by ${step.by}`;
    case 'outbid':
      return `in ${step.stack} by ${step.by}`;
    case 'stack-cap':
      return `${step.stack}: ${step.applied ? `${step.remaining} remains: ${step.exact}` : `${step.remaining} remains, changes nothing`}`;
    case 'budget':
      return `${step.budget}: ${step.applied ? `${step.remaining} remains: ${step.exact}` : `${step.remaining} remains, changes nothing`}`;
    case 'rounding':
      return `${step.mode}: ${step.from} → ${step.to}`;
    case 'reversal':
      return `of ${step.original}, of which ${step.remaining} remains, the share ${step.share}`;
    case 'balance':
      return `${step.balance}: ${step.before} → ${step.after}`;
  }
}
