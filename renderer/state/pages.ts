/** The pages that navigation leads to. */
export const pages = ['accounts', 'programs', 'pools', 'settings'] as const
export type Page = (typeof pages)[number]

/** What takes the place of a page until it is done or cancelled. */
export type Task = 'add-pool' | 'choose-pool'
