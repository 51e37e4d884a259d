import { journey } from './journey.suite.ts'
import { otklikProcess } from './otklik-process.ts'

journey('a message in a real browser', (env) => otklikProcess(env))
