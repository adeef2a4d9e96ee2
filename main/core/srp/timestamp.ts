const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * TIMESTAMP of a proof, `EEE MMM d HH:mm:ss UTC yyyy`. By hand: a locale's month names, a local zone or a day with a
 * leading zero make Cognito answer "Incorrect username or password".
 */
export function srpTimestamp(epochMs: number): string {
  const date = new Date(epochMs)
  const weekday = weekdays[date.getUTCDay()] ?? ''
  const month = months[date.getUTCMonth()] ?? ''
  const time = date.toISOString().slice(11, 19)
  return `${weekday} ${month} ${date.getUTCDate()} ${time} UTC ${date.getUTCFullYear()}`
}
