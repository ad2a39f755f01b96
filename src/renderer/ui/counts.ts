export * from '../../shared/counts.ts'
