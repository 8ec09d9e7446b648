import { acmeSuite } from '../acme/plugin.fixture.ts'
import { testProvider } from './test-provider.ts'

testProvider(acmeSuite())
