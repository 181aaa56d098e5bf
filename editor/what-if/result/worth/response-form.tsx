import { Button, Group, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { percentOf, type Response, shareOf } from './response.ts';

interface Props {
  readonly partnerTypes: readonly string[];
  readonly response: Response;
  readonly isReckoning: boolean;
  readonly assume: (response: Response) => void;
}

/** Nothing is left of revenue; more than a hundredfold nobody means. */
const LIMITS = { least: -100, most: 9_900 } as const;

/** By how much revenue with each type is supposed to change. */
export function ResponseForm({ partnerTypes, response, isReckoning, assume }: Props) {
  const [percents, setPercents] = useState<Readonly<Record<string, string | number>>>(() =>
    Object.fromEntries(response.map(({ partnerType, change }) => [partnerType, percentOf(change)])),
  );
  const meant = partnerTypes.flatMap((partnerType) => {
    const percent = Number(percents[partnerType] ?? 0);
    return percent === 0 || !Number.isFinite(percent) ? [] : [{ partnerType, change: shareOf(percent) }];
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        assume(meant);
      }}
    >
      <Group align="flex-end">
        {partnerTypes.map((partnerType) => (
          <NumberInput
            key={partnerType}
            label={`Revenue with ${partnerType}`}
            placeholder="unchanged"
            suffix=" %"
            decimalScale={4}
            min={LIMITS.least}
            max={LIMITS.most}
            value={percents[partnerType] ?? ''}
            onChange={(value) => setPercents({ ...percents, [partnerType]: value })}
            w={156}
          />
        ))}
        <Button type="submit" variant="default" loading={isReckoning}>
          Assume it
        </Button>
        {response.length > 0 && (
          <Button
            variant="subtle"
            onClick={() => {
              setPercents({});
              assume([]);
            }}
          >
            Assume nothing
          </Button>
        )}
      </Group>
    </form>
  );
}
