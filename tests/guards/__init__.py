"""Guards against published mistakes (公表された誤りへの歯止め), each taken out to see its test fail."""
