"""Who stands where: ranks computed from scores or imported results, frozen and published."""
