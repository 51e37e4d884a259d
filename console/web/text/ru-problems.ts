import type { BadInputReason, ProblemCode } from '../wire/api-types.ts'
import { ruPlural } from './plural.ts'

/** What does not fit: the field by its label, and as much as is known of it. */
export interface Unfit {
  readonly field: string
  readonly limit: number
  readonly value: string
}

const most = (limit: number): string => `не больше ${ruPlural(limit, 'знака', 'знаков', 'знаков')}`

/** Russian words for what the server could not do. A new code does not compile without its words here. */
export const ruProblems = {
  problems: {
    'bad-input': 'Сервер не понял запрос: проверьте введённое.',
    bug: 'На сервере произошла ошибка; она записана в журнал. Сообщите администратору.',
    conflict: 'Это только что изменил кто-то другой: посмотрите, что стало, и повторите.',
    csrf: 'Вход обновлён в другой вкладке: обновите страницу и повторите.',
    'foreign-origin': 'Запрос пришёл не со страницы «Отклика»: откройте её заново.',
    misconfigured: 'Сервер настроен неверно: сообщите администратору.',
    'no-session': 'Не выполнено: сеанс закончился. Войдите снова и повторите.',
    'not-found': 'Этого нет или оно вам недоступно.',
    'too-large': 'Слишком большой файл или текст.',
    'too-many-calls': 'Слишком много запросов подряд: подождите минуту и повторите.',
    unavailable: 'Хранилище сейчас не отвечает: повторите чуть позже.',
    'wrong-login': 'Имя или пароль не подходят.',
    'wrong-role': 'Вам это недоступно: нужна другая роль.',
  } satisfies Record<ProblemCode, string>,
  badInput: {
    missing: ({ field }: Unfit) => `Заполните поле «${field}».`,
    'too-short': ({ field, limit }: Unfit) => `Поле «${field}»: не меньше ${ruPlural(limit, 'знака', 'знаков', 'знаков')}.`,
    'too-long': ({ field, limit }: Unfit) => `Поле «${field}»: ${most(limit)}.`,
    'too-many': ({ field, limit }: Unfit) => `Поле «${field}»: не больше ${limit}.`,
    'in-future': ({ field }: Unfit) => `Поле «${field}»: это время ещё не наступило.`,
    'not-listed': ({ field, value }: Unfit) => `Поле «${field}»: «${value}» нет в справочнике региона.`,
    'not-a-photo': ({ field, value }: Unfit) => `Поле «${field}»: «${value}» не снимок JPEG, PNG или WebP.`,
    unfit: ({ field }: Unfit) => `Поле «${field}»: такое значение не подходит.`,
  } satisfies Record<BadInputReason, (unfit: Unfit) => string>,
  tooLarge: (megabytes: number) => `Слишком большой файл или текст: не больше ${megabytes} МБ.`,
  tooLongForPlatform: (length: number, limit: number) => `Ответ длиннее, чем допускает площадка: ${most(limit)}, сейчас ${length}.`,
}
