/** A Release 47 origination line: 31 fields, of which those that matter here are set. */
export function origination(loan: string, state = 'CA'): string {
  return `760|202401|N|205312|||1|P|80|30|240000|80|6.000|R|N|FRM|${state}|SF|951|${loan}|P|360|2|OTHER|N|||N|2|N|9999`;
}

/** A Release 47 performance line: 35 fields. */
export function performance(loan: string, period: string, status: string, upb: string): string {
  const fields = new Array<string>(35).fill('');
  [fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[10]] = [
    loan,
    period,
    upb,
    status,
    '9',
    '351',
    '6.000',
  ];
  return fields.join('|');
}
