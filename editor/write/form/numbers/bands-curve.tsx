import { useFormats } from '../../../ui/formats.ts';
import type { BandsParameter } from '../../catalogue.ts';
import styles from './bands.module.css';

interface Props {
  readonly parameter: BandsParameter;
  readonly currency: string;
  readonly height?: number;
}

const WIDTH = 220;

/**
 * The rate of each band as steps. Bands grow by tens, so their widths are drawn by the logarithm of where they start: what
 * counts is where it steps up, and by how much.
 */
export function BandsCurve({ parameter, currency, height = 90 }: Props) {
  const { money, rate, moneyRound, count } = useFormats();
  const bands = parameter.value.map((band) => ({ from: Number(band.from), rate: Number(band.rate), text: String(band.rate) }));
  const known = bands.filter((band) => Number.isFinite(band.from) && Number.isFinite(band.rate));
  if (known.length === 0) return null;
  const most = Math.max(...known.map((band) => Math.abs(band.rate)), Number.MIN_VALUE);
  const inner = height - 22;
  const width = WIDTH / known.length;
  const of = (text: string): string => (parameter.unit === 'rate' ? rate(text) : money(text, currency));
  const start = (from: number): string => (parameter.over === 'money' ? moneyRound(from, currency) : count(from));
  const label = known.map((band) => `from ${start(band.from)}: ${of(band.text)}`).join('; ');
  return (
    <svg className={styles.curve} viewBox={`0 0 ${WIDTH} ${height}`} width={WIDTH} height={height} role="img" aria-label={label}>
      {known.map((band, index) => {
        const tall = Math.max(1.5, (Math.abs(band.rate) / most) * (inner - 14));
        const x = index * width;
        return (
          <g key={band.from}>
            <rect x={x + 1} y={inner - tall} width={width - 2} height={tall} rx={1.5} className={styles.step} />
            <text x={x + width / 2} y={inner - tall - 3} textAnchor="middle" className={styles.rate}>
              {of(band.text)}
            </text>
            {known.length <= 6 && (
              <text x={x + 1} y={height - 6} className={styles.from}>
                {short(band.from)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const short = (value: number): string => compact.format(value);
