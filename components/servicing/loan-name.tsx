import type { ReactNode } from 'react';

/** What a reader calls a loan: its number where they may see it, or the beginning of our own id. */
export function loanName(loan: { readonly loanId: string; readonly agencyLoanId?: string | undefined }): string {
  return loan.agencyLoanId ?? `Loan ${loan.loanId.slice(0, 8)}`;
}

/** The loan's name with the borrower's initials where they are known. */
export function LoanName({
  loan,
}: {
  readonly loan: { readonly loanId: string; readonly agencyLoanId?: string; readonly borrowerInitials?: string };
}): ReactNode {
  return (
    <>
      <span className="font-medium">{loanName(loan)}</span>
      {loan.borrowerInitials !== undefined && <span className="text-quiet"> · {loan.borrowerInitials}</span>}
    </>
  );
}
