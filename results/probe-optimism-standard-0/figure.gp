# probe-optimism: How optimistic one split over windows is, beside folds of whole episodes, where the truth is known
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1200,480 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
set xlabel "correlation of two rows of one episode"
set ylabel "balanced accuracy"
set xrange [-0.05:0.95]
set yrange [0.4:1.02]
set key bottom left Left reverse font ",10" samplen 1
set grid ytics linecolor "#eeeeee"
set errorbars small
set multiplot layout 1,3
set title 'domains do not differ'
plot 0.5 with lines dashtype 2 linecolor '#000000' notitle, \
  'figure-fit.csv' using ($1 == 0.5 && strcol(3) eq 'windows' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#c0392b' notitle, \
  'figure-fit.csv' using ($1 == 0.5 && strcol(3) eq 'cross-fitted' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#2c3e80' notitle, \
  'figure-fit.csv' using ($1 == 0.5 && strcol(3) eq 'cross-fitted-linear' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#16a085' notitle, \
  'figure-fit.csv' using ($1 == 0.5 && strcol(3) eq 'fresh-episodes' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#7f8c8d' notitle
set title 'best possible accuracy 0.6'
plot 0.6 with lines dashtype 2 linecolor '#000000' notitle, \
  'figure-fit.csv' using ($1 == 0.6 && strcol(3) eq 'windows' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#c0392b' notitle, \
  'figure-fit.csv' using ($1 == 0.6 && strcol(3) eq 'cross-fitted' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#2c3e80' notitle, \
  'figure-fit.csv' using ($1 == 0.6 && strcol(3) eq 'cross-fitted-linear' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#16a085' notitle, \
  'figure-fit.csv' using ($1 == 0.6 && strcol(3) eq 'fresh-episodes' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#7f8c8d' notitle
set title 'best possible accuracy 0.9'
plot 0.9 with lines dashtype 2 linecolor '#000000' title 'best possible', \
  'figure-fit.csv' using ($1 == 0.9 && strcol(3) eq 'windows' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#c0392b' title 'one split over windows, best epoch', \
  'figure-fit.csv' using ($1 == 0.9 && strcol(3) eq 'cross-fitted' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#2c3e80' title 'same network, folds of whole episodes', \
  'figure-fit.csv' using ($1 == 0.9 && strcol(3) eq 'cross-fitted-linear' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#16a085' title 'logistic regression, same folds', \
  'figure-fit.csv' using ($1 == 0.9 && strcol(3) eq 'fresh-episodes' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '#7f8c8d' title 'same network on fresh episodes'
unset multiplot
