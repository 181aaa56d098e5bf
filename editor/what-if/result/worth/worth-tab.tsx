import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { address } from '../../../app/addresses.ts';
import { PageLink } from '../../../app/page-link.tsx';
import { useFormats } from '../../../ui/formats.ts';
import { Notice } from '../../../ui/notice.tsx';
import { ErrorState, Loading } from '../../../ui/states.tsx';
import { useWorth, type Worth } from '../../queries.ts';
import type { Beside } from '../beside.ts';
import type { Response } from './response.ts';
import { ResponseForm } from './response-form.tsx';
import { WorthByType, WorthTable } from './worth-tables.tsx';

interface Props {
  readonly simulation: string;
  /** Which one, counted from 0. */
  readonly candidate: number;
  readonly beside: Beside;
  readonly response: Response;
  readonly assume: (response: Response) => void;
}

/** What the candidate does to cost ratio and return: of the same deals, and apart from that under a response that is assumed. */
export function WorthTab({ simulation, candidate, beside, response, assume }: Props) {
  const quarters = quartersOf(beside);
  const question = { simulation, candidate, ...quarters, ...(response.length > 0 && { response }) };
  const { data, error, refetch, isPlaceholderData } = useWorth(beside.before.program, question);
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="what it would be worth" />;
  return (
    <Stack gap="xl">
      <Unchanged worth={data} />
      <Stack component="section" aria-label="Under an assumed response" className="panel" p="md">
        <div>
          <Group gap="xs" mb={2}>
            <Title order={2} size="h3">
              Under an assumed response
            </Title>
            <Badge color="gray">assumption</Badge>
          </Group>
          <Text size="sm" c="dimmed">
            Another what-if, apart from the first: say by how much revenue with partners of a type would change.
          </Text>
        </div>
        <ResponseForm
          partnerTypes={data.types.flatMap(({ partnerType }) => (partnerType === null ? [] : [partnerType]))}
          response={response}
          isReckoning={isPlaceholderData}
          assume={assume}
        />
        {data.assumed !== undefined && <Assumed worth={data} assumed={data.assumed} />}
      </Stack>
      <PageLink to={address('worth')} search={{ ...quarters } as never}>
        What the program is worth in these quarters
      </PageLink>
    </Stack>
  );
}

function Unchanged({ worth }: { readonly worth: Worth }) {
  const { date } = useFormats();
  const { from, to, currency, simulation, before, unchanged, types } = worth;
  return (
    <Stack component="section" aria-label="At unchanged behaviour" gap="sm">
      <div>
        <Title order={2} size="h3" mb={2}>
          At unchanged behaviour
        </Title>
        <Text size="sm" c="dimmed" maw={820}>
          {unchanged.says} {date(from)} – {date(to)}; what the simulation pays more or less is added to what the program cost.
        </Text>
      </div>
      <WorthTable
        name="Worth at unchanged behaviour"
        before={before}
        after={unchanged}
        afterTitle={simulation.candidate}
        currency={currency}
      />
      <WorthByType types={types} of="unchanged" name="worth-unchanged" currency={currency} />
    </Stack>
  );
}

function Assumed({ worth, assumed }: { readonly worth: Worth; readonly assumed: NonNullable<Worth['assumed']> }) {
  const { rate } = useFormats();
  const { before, currency, simulation, types } = worth;
  const said = assumed.response.map(({ partnerType, change }) => `${partnerType} ${change.startsWith('-') ? '' : '+'}${rate(change)}`);
  return (
    <>
      <Notice title={`An assumption, no forecast: ${said.join(', ')}`}>{assumed.says}</Notice>
      <WorthTable
        name="Worth under the assumed response"
        before={before}
        after={assumed}
        afterTitle={`${simulation.candidate}, assumed`}
        currency={currency}
      />
      <WorthByType types={types} of="assumed" name="worth-assumed" currency={currency} />
    </>
  );
}

/** At most so many are told at a time. */
const MOST_QUARTERS = 40;

/** In which the simulation pays something, all of them: its totals are added to what the program cost in the same ones. */
function quartersOf({ before, after }: Beside): { readonly from?: string; readonly to?: string } {
  const quarters = [...new Set([...before.byQuarter, ...after.byQuarter].map(({ from }) => from))].sort().slice(-MOST_QUARTERS);
  const [from, to] = [quarters[0], quarters.at(-1)];
  return from === undefined || to === undefined ? {} : { from, to };
}
