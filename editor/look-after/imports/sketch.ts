/*
 * A mapping to begin with, from the head of a CSV: each fact beside the column whose name is like it. It is a sketch; the
 * server says what is wrong with it, and a person corrects it.
 */

const HEAD_BYTES = 65_536;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What a column may be called, in the order of preference. */
const LIKELY = {
  id: ['dealid', 'orderid', 'invoiceid', 'order', 'deal', 'number', 'id'],
  occurredOn: ['occurredon', 'closedon', 'closedate', 'orderdate', 'invoicedate', 'date', 'day'],
  partner: ['partnerid', 'resellerid', 'partner', 'reseller', 'accountid', 'account'],
  amount: ['dealamount', 'amount', 'netamount', 'net', 'revenue', 'total', 'value'],
  customer: ['customerid', 'customer', 'enduser', 'client'],
} as const;

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

export async function sketchOf(files: readonly File[], partnerType: string): Promise<string | undefined> {
  const [file] = files;
  if (file === undefined) return undefined;
  const columns = headOf(await file.slice(0, HEAD_BYTES).text());
  if (columns.length < 2) return undefined;
  const like = (what: keyof typeof LIKELY): string => {
    for (const word of LIKELY[what]) {
      const found = columns.find((column) => plain(column) === word) ?? columns.find((column) => plain(column).endsWith(word));
      if (found !== undefined) return found;
    }
    return 'COLUMN';
  };
  const customer = like('customer');
  const mapping = {
    name: file.name,
    files: { [file.name]: { date: 'YYYY-MM-DD' } },
    activities: [
      {
        from: file.name,
        kind: 'deal-closed',
        source: { value: 'import' },
        id: like('id'),
        occurredOn: like('occurredOn'),
        partner: like('partner'),
        partnerType: { value: partnerType },
        facts: { 'deal.amount': like('amount'), ...(customer !== 'COLUMN' && { 'customer.id': customer }) },
      },
    ],
  };
  return JSON.stringify(mapping, null, 2);
}

function headOf(text: string): readonly string[] {
  const [head = ''] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const [delimiter = ','] = DELIMITERS.toSorted((a, b) => head.split(b).length - head.split(a).length);
  return head.split(delimiter).map((name) => name.trim().replace(/^"|"$/g, ''));
}
