/** Field groups of a loan in words for people. */
export const GROUP_WORDS: Readonly<Record<string, string>> = {
  'loan-number': 'Loan number', 'loan-terms': 'Loan terms', 'property-area': 'Where the property is', 'credit-score': 'Credit score', 'credit-score-band': 'Credit score band',
  identity: 'Who the borrower is', 'payment-history': 'Payments', 'contact-log': 'Contacts with the borrower', 'servicing-work': 'Who works the loan', workout: 'Plans and modifications',
  'access-log': 'Who has looked', erasure: 'What was erased', 'legal-hold': 'Legal holds',
}; // prettier-ignore
